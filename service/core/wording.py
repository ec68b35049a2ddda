"""What the schema library says about a wrong field, in the words of the people who read it."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

OF_FIELDS: dict[type, dict[str, str]] = {
    fields.Field: {"required": "请填写。", "null": "不能为空。", "validator_failed": "填写的内容不正确。"},
    fields.String: {"invalid": "应当是文字。", "invalid_utf8": "含有残缺的字符，请重新输入。"},
    fields.Number: {"invalid": "应当是数字。", "too_large": "数字太大了。"},
    fields.Integer: {"invalid": "应当是整数。"},
    fields.Boolean: {"invalid": "应当是“是”或“否”（true 或 false）。"},
    fields.DateTime: {"invalid": "时间的写法不正确。", "format": "时间的写法不正确。"},
    fields.AwareDateTime: {"invalid_awareness": "时间要写明时区。"},
    fields.Time: {"invalid": "时间的写法不正确，应像 09:30 这样。"},
    fields.Date: {"invalid": "日期的写法不正确，应像 2026-03-01 这样。"},
    fields.List: {"invalid": "应当是一个列表。"},
    fields.Nested: {"type": "应当是一个对象。"},
    fields.Dict: {"invalid": "应当是一个对象。"},
    fields.Enum: {"unknown": "不在可选的范围内：{choices}。"},
}
OF_VALIDATORS: dict[type, dict[str, str]] = {
    validate.Range: {"message_min": "不能小于 {{min}}。", "message_max": "不能大于 {{max}}。",  # formatted twice
                     "message_all": "应在 {{min}} 到 {{max}} 之间。"},
    validate.Length: {"message_min": "太短了，至少 {min}。", "message_max": "太长了，最多 {max}。",
                      "message_all": "长度应在 {min} 到 {max} 之间。", "message_equal": "长度应为 {equal}。"},
    validate.OneOf: {"default_message": "不在可选的范围内：{choices}。"},
    validate.Regexp: {"default_message": "格式不正确。"},
    validate.ContainsOnly: {"default_message": "有不在可选范围内的内容。"},
}
OF_SCHEMAS = {"unknown": "没有这一栏。", "type": "应当是一个对象。"}


def speak_chinese() -> None:
    """Put our sentences in place of the library's, for every schema; before the first one is made."""
    for kind, said in OF_FIELDS.items():
        kind.default_error_messages = kind.default_error_messages | said
    for kind, said in OF_VALIDATORS.items():
        for name, sentence in said.items():
            setattr(kind, name, sentence)
    ma.Schema._default_error_messages = ma.Schema._default_error_messages | OF_SCHEMAS
