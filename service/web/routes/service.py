"""Service records, yearly feedback, and the directory of WeChat groups."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, brought, fills, leads_to, seen, shows, somebody, takes_home
from service.media.actions import receive
from service.membership.actions import feedback, groups
from service.membership.actions import records as actions
from service.membership.queries import records
from service.membership.routes import feedback as feedback_api
from service.membership.routes import groups as groups_api
from service.membership.routes import records as records_api
from service.membership.schemas import feedback as feedback_shapes
from service.membership.schemas import groups as group_shapes
from service.membership.schemas import records as shapes
from service.web.actions.membership import confirm_several, renew_qr
from service.web.queries import membership as questions
from service.web.routes.membership import community
from service.web.schemas import membership as asked
from service.web.schemas.lists import FileQuery

bp = Blueprint("service", __name__)
RECORD = "/member/records/<int(max=9223372036854775807):record_id>"
FEEDBACK = ("/member/feedback/<int(max=9223372036854775807):registration_id>/"
            "<int(max=9223372036854775807):period_id>")
GROUP = "/member/groups/<int(max=9223372036854775807):group_id>"


@bp.get("/member/records")
@somebody
@shows("membership/records.html")
@asks(asked.RecordsPageQuery)
@takes_home(records_api.find)
def found(**wanted):
    """Service: one's own, in one's community, of one's unit's members."""
    return questions.records_of(me(), **wanted)


@bp.get(RECORD)
@somebody
@shows("membership/record.html")
def record(record_id):
    """One record with everything that was said of its minutes."""
    return {"record": records.shown(record_id, me())}


@bp.post(f"{RECORD}/minutes")
@somebody
@fills(shapes.ServiceMinutesIn, on=record)
@leads_to("web.service.record", says="已填写，等社区确认。")
def propose(record_id, minutes):
    """The member says how long it took."""
    actions.propose(record_id, by=me(), minutes=minutes, seen=seen())


@bp.post(f"{RECORD}/confirmation")
@somebody
@fills(shapes.ServiceMinutesIn, on=record)
@leads_to("web.service.record", says="已确认。")
def confirm(record_id, minutes):
    """A worker of the community confirms the minutes."""
    actions.confirm(record_id, by=me(), minutes=minutes, seen=seen())


@bp.post("/community/confirmations")
@somebody
@fills(shapes.ServiceConfirmationsIn, on=community)
@leads_to("web.member.community", says="{done}")
def confirm_some(ids):
    """Confirm several records with the minutes their members proposed."""
    return {"done": confirm_several(ids, by=me())}


@bp.post(f"{RECORD}/correction")
@somebody
@fills(shapes.ServiceCorrectionIn, on=record)
@leads_to("web.service.record", says="已更正，以前写的也留着。")
def correct(record_id, minutes, reason):
    """A further entry counts from now on."""
    actions.correct(record_id, by=me(), minutes=minutes, reason=reason, seen=seen())


@bp.get("/member/feedback")
@somebody
@shows("membership/feedback_list.html")
@asks(asked.FeedbackPageQuery)
@takes_home(feedback_api.list_feedback)
def feedback_list(**wanted):
    """Yearly feedback: about oneself, to be written, to be acknowledged."""
    return questions.feedback_of(me(), **wanted)


@bp.get(FEEDBACK)
@somebody
@shows("membership/feedback.html")
def one_feedback(registration_id, period_id):
    """What the community writes of one member for one period."""
    return questions.one_feedback(registration_id, period_id, me())


@bp.post(f"{FEEDBACK}/text")
@somebody
@fills(feedback_shapes.FeedbackIn, on=one_feedback)
@leads_to("web.service.one_feedback", says="已写好，单位和本人都会收到。")
def write(registration_id, period_id, **written):
    """Write it, or rewrite it until the unit acknowledges."""
    feedback.write(registration_id, period_id, by=me(), seen=seen(), **written)


@bp.post(f"{FEEDBACK}/acknowledgement")
@somebody
@fills(feedback_shapes.AcknowledgementIn, on=one_feedback)
@leads_to("web.service.one_feedback", says="单位已确认。")
def acknowledge(registration_id, period_id, remark=None):
    """The unit has read it."""
    feedback.acknowledge(registration_id, period_id, by=me(), remark=remark, seen=seen())


@bp.post(f"{FEEDBACK}/reply")
@somebody
@fills(feedback_shapes.FeedbackTextIn, on=one_feedback)
@leads_to("web.service.one_feedback", says="您的话已经写上。")
def reply(registration_id, period_id, text):
    """The member answers."""
    feedback.reply(registration_id, period_id, by=me(), seen=seen(), text=text)


@bp.post(f"{FEEDBACK}/correction")
@somebody
@fills(feedback_shapes.FeedbackTextIn, on=one_feedback)
@leads_to("web.service.one_feedback", says="更正已经写上。")
def correct_feedback(registration_id, period_id, text):
    """A second text beside an acknowledged one."""
    feedback.correct(registration_id, period_id, by=me(), seen=seen(), text=text)


@bp.get("/member/groups")
@bp.get("/member/groups/at/<at>")
@somebody
@shows("membership/groups.html")
@asks(asked.GroupsPageQuery)
def directory(at=None, cursor=None, further=None):
    """The WeChat groups one may join, and those a worker keeps."""
    return questions.groups_of(me(), at, cursor, further)


@bp.get("/member/groups/file")
@somebody
@asks(FileQuery)
@takes_home(groups_api.find)
def groups_file():
    """The groups one may join or keeps, as a file."""


@bp.post("/member/groups/at/<at>")
@somebody
@fills(group_shapes.WechatGroupIn, on=directory)
@leads_to("web.service.directory", says="微信群已登记。")
def enter(at, **facts):
    """Enter a group."""
    groups.enter(by=me(), **facts)


@bp.post(f"{GROUP}/qr")
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(on=directory, beforehand=lambda: {"pictures": [receive(file.stream) for file in brought("_photo")[:1]]})
@leads_to("web.service.directory", says="二维码已更新，七天内有效。")
def renew(group_id, pictures):
    """A fresh QR picture."""
    renew_qr(group_id, pictures, by=me(), seen=seen())


@bp.post(f"{GROUP}/member-count")
@somebody
@fills(group_shapes.MemberCountIn, on=directory)
@leads_to("web.service.directory", says="人数已更新。")
def count(group_id, member_count):
    """How many are in it."""
    groups.state_count(group_id, by=me(), seen=seen(), member_count=member_count)


@bp.post(f"{GROUP}/ending")
@somebody
@fills(on=directory)
@leads_to("web.service.directory", says="已登记：这个群解散了。")
def end(group_id):
    """The group is dissolved."""
    groups.end(group_id, by=me(), seen=seen())
