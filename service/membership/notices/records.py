"""Who hears about a record of service: the member, and nobody else."""

from __future__ import annotations

from service.membership.models.records import ServiceRecord
from service.notifications import outbox
from service.notifications.outbox import Letter


def _letter(record: ServiceRecord, kind: str, title: str, body: str) -> Letter:
    subject = f"service-record:{record.id}"
    return Letter(account_id=record.account_id, kind=kind, title=title, body=body, subject=subject,
                  dedupe_key=f"{subject}/{record.entry_count}/{kind}", place_id=record.community_id)


def recorded(record: ServiceRecord) -> None:
    """A service without minutes: he may say how long it took, before the community confirms it."""
    outbox.put([_letter(record, "service_recorded", "有一次服务记下了",
                        f"“{record.title}”已记入您的服务记录。您可以填写用了多少分钟，由社区确认。")])


def confirmed(records: list[ServiceRecord], minutes: dict[int, int]) -> None:
    """The community has confirmed; `minutes` by record id."""
    outbox.put([_letter(record, "service_confirmed", "服务记录已确认",
                        f"“{record.title}”已由社区确认，{minutes[record.id]} 分钟。") for record in records])


def corrected(record: ServiceRecord, minutes: int, reason: str) -> None:
    """A second entry counts from now on; he hears why."""
    outbox.put([_letter(record, "service_corrected", "服务记录有更正",
                        f"“{record.title}”更正为 {minutes} 分钟。原因：{reason}")])
