"""Platforms during whose sending something else happens."""

from flask import current_app

from service.wechat.fake import FakeWeChat


class InterruptedPlatform(FakeWeChat):
    """`meanwhile()` is called before each message is kept; what it raises, the sending raises."""

    def __init__(self, meanwhile):
        super().__init__()
        self.meanwhile = meanwhile
        self.app = current_app._get_current_object()

    def send(self, *args):
        with self.app.app_context():  # lanes have none of their own
            self.meanwhile()
        super().send(*args)


class UnreachablePlatform(FakeWeChat):
    """Answers with `error` while it has one; counts how often it was asked."""

    def __init__(self, error):
        super().__init__()
        self.error, self.asked = error, 0

    def send(self, *args):
        self.asked += 1
        if self.error:
            raise self.error
        super().send(*args)
