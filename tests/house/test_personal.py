"""Every column of text says how the words in it end, or stands here with the reason why it holds none of a person."""

import pytest
import sqlalchemy as sa

from service.core import personal
from service.core.database import db

NO_WORDS = {
    "a code, a number or a name of ours, made by the service or chosen from a list": """
        audit_entries.act audit_entries.subject categories.code categories.parent_code categories.std_code places.code
        places.path service_levels.code timer_runs.name content_checks.about deliberation_stations.code
        messages.kind messages.subject messages.dedupe_key messages.template party_branches.code photos.attached_to
        posts.place_path routing_rules.category routing_rules.weekdays routing_rules.source routing_rules.service_level
        sign_ins.ended_because subscriptions.template ticket_figures.category units.code volunteer_teams.code
        wechat_groups.place_path wishes.place_path courtyard_groups.code post_seats.left_because service_records.ref
        service_records.place_path service_records.title tickets.number tickets.category tickets.source
        tickets.place_path tickets.service_level wish_steps.role wish_takings.ended_because claims.ended_because
        contacts.method forwardings.sync_state member_households.code
        outgoing_events.system outgoing_events.event incoming_events.system incoming_events.event timeline_entries.role
        activity_logs.place_path activity_logs.unread candidates.place_path mediations.place_path
        mediations.ticket_number registrations.number opinions.category registration_offers.code figures.measure
        figures.key pushed_events.event wechat_tokens.app_id wechat_identities.app_id certificates.number
        idempotency_keys.location messages.title answer_steps.category answer_steps.queue published_figures.category
        published_figures.queue""",
    "drawn at random, or chosen by a program to tell one thing from another": """
        audit_words.salt doomed_files.key incoming_events.delivery picture_traces.trace_id photos.id photos.key
        photos.thumbnail_key content_checks.photo_id place_codes.token sign_ins.id sign_ins.refresh_id
        sign_ins.replaced_id
        outgoing_events.delivery rider_reports.client_id activity_logs.client_id decisions.log_client_id
        decisions.client_id activity_items.client_id opinions.client_id certificates.check_code idempotency_keys.key""",
    "a digest nobody finds the words by: keyed, salted, of a random token, or of many facts at once": """
        audit_entries.words_digest audit_entries.previous_hash audit_entries.hash audit_head.hash
        incoming_events.fingerprint certificates.digest idempotency_keys.fingerprint password_setups.token_hash
        activity_logs.fingerprint pushed_events.key password_tries.name_index password_tries.address_index""",
    "a month, an hour or numbers as text": """
        stale_cohorts.month counted_cohorts.month figures.month ticket_figures.month party_mass_days.month
        party_mass_days.at day_rules.at day_rules.planned_through deliberation_stations.hours answer_steps.month
        published_figures.month mediations.told_period""",
    "what a program or another system answered": """
        timer_runs.outcome content_checks.last_error messages.last_error outgoing_events.last_error
        incoming_events.answer wechat_tokens.sealed tickets.external_id""",
    "numbers, codes and moments alone: core.audit_words.parted sees to it": "audit_entries.details",
    "catalogues and names of bodies and places, kept by those who look after them": """
        categories.name categories.words places.name service_levels.name deliberation_stations.name
        deliberation_stations.spot feedback_periods.name party_branches.name posts.title posts.description posts.times
        routing_rules.name routing_rules.keywords safeguards.name safeguards.words safeguards.unless units.name
        volunteer_teams.name wechat_groups.name
        courtyard_groups.name member_households.name place_codes.revoked_because""",
    "the record of a courtyard group on its own affairs; who is named in it by his account is taken out of it": """
        party_mass_days.not_held_reason party_mass_days.moved_reason party_mass_days.reopened_reason activity_logs.spot
        activity_logs.minutes activity_logs.decisions activity_logs.return_reason activity_items.title
        activity_items.source decisions.what decisions.done_text decisions.reason amendments.text""",
    "deleted whole with the account": "wechat_identities.openid wechat_identities.unionid",
}


def _is_text(column):
    kind = getattr(column.type, "impl", column.type)
    return isinstance(kind, sa.String | sa.JSON | sa.LargeBinary) and not isinstance(column.type, sa.Enum)


def _texts(metadata):
    return {f"{table.name}.{column.name}": personal.is_declared(column)
            for table in metadata.tables.values() for column in table.columns if _is_text(column)}


@pytest.fixture
def exempt():
    return [name for names in NO_WORDS.values() for name in names.split()]


def test_every_column_of_text_says_how_its_words_end_or_why_it_holds_none(app, exempt):
    silent = {name for name, declared in _texts(db.metadata).items() if not declared}

    assert silent - set(exempt) == set()


def test_nothing_is_excused_that_is_not_there_or_says_it_itself(app, exempt):
    silent = {name for name, declared in _texts(db.metadata).items() if not declared}

    assert set(exempt) - silent == set() and len(set(exempt)) == len(exempt)


def test_a_column_that_says_nothing_is_found():
    metadata = sa.MetaData()
    sa.Table("diaries", metadata, sa.Column("id", sa.Integer), sa.Column("told", sa.Text),
             sa.Column("secret", sa.JSON, info=personal.words({})))

    assert _texts(metadata) == {"diaries.told": False, "diaries.secret": True}
