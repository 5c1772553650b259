"""The ring of the demo's bell."""

from celery import shared_task

from discoverdaily.demo.exports import export_bring
from discoverdaily.demo.models import Export
from discoverdaily.due import work


@shared_task(ignore_result=True)
def bring_exports() -> None:
    """Fetches and hands in what is on its way to demo listeners."""
    work(Export.objects.filter(person__is_active=True), lambda row: export_bring(export=row))
