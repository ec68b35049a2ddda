"""A platform during whose sending something else happens."""

from service.wechat.fake import FakeWeChat


class InterruptedPlatform(FakeWeChat):
    """`meanwhile()` is called before each message is kept; what it raises, the sending raises."""

    def __init__(self, meanwhile):
        super().__init__()
        self.meanwhile = meanwhile

    def send(self, *args):
        self.meanwhile()
        super().send(*args)
