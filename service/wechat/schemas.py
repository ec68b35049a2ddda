"""The shape of what the platform asks with, its names, which are not ours to choose."""

import marshmallow as ma


class CheckQuery(ma.Schema):
    """The platform's question whether an address is ours; what it adds one day must not end the conversation."""

    class Meta:
        unknown = ma.EXCLUDE

    signature = ma.fields.String(load_default="", metadata={"description": "40 hexadecimal digits"})
    timestamp = ma.fields.String(load_default="", metadata={"description": "seconds, at most 10 minutes from now"})
    nonce = ma.fields.String(load_default="")
    echostr = ma.fields.String(load_default="", metadata={"description": "the word to say back"})
