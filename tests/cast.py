"""The town as tests hold it: its people can also sign in."""

from __future__ import annotations

from contextvars import Context

from service.town import Town


class TownUnderTest(Town):
    """`sign_in(name)` gives the headers of a signed-in request, through the real door."""

    def __init__(self, app):
        self._app, self._headers = app, {}

    def sign_in(self, name: str) -> dict[str, str]:
        """The Authorization header of this person; one session a test and person."""
        if name not in self._headers:
            answer = Context().run(self._app.test_client().post, "/api/v1/sessions/wechat",
                                   json={"code": f"demo:{name}"})
            assert answer.status_code == 201, answer.get_data(as_text=True)
            self._headers[name] = {"Authorization": f"Bearer {answer.json['access_token']}"}
        return self._headers[name]
