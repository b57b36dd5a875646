"""What the doctor says of the photos: one sentence, and each finding with its photos and repairs."""

from __future__ import annotations

import streamlit as st

from core.doctor.storing import load_diagnosis
from core.doctor.types import Diagnosis
from core.jobs import Job
from core.messages import describe_code
from core.store.projects import Project
from core.types import Dataset
from ui import job_view, resources, words, work
from ui.data.finding_cards import finding_cards
from ui.data.still_true import still_true
from ui.page import Page


def doctor_panel(page: Page, project: Project, dataset: Dataset) -> Diagnosis | None:
    """The last diagnosis, shown without what has been repaired since; None before the first."""
    job = work.start_doctor(page, project)
    diagnosis = load_diagnosis(project.workspace)
    if job is None and diagnosis is None:
        return None
    st.header("The photo doctor", anchor=False)
    # Places of their own: the cards are known by where they stand, and a press on one that has moved
    # since would not be heard.
    progress, said = st.container(), st.container()
    with progress:
        if job is not None:
            job_view.watch(page.engine, job, key=f"doctor-{job.id}")
            _ended_early(page, project, job)
    with said:
        if diagnosis is not None:
            _said(page, project, dataset, diagnosis)
        elif job is not None and job.is_active:
            st.caption(
                "The doctor looks for doubles, wrong folders and other traps. You can go on."
            )
    return diagnosis


def is_current(project: Project, diagnosis: Diagnosis | None) -> bool:
    """Whether the diagnosis is about the photos as they are now."""
    return diagnosis is not None and diagnosis.dataset_key == resources.dataset_key(project)


def is_ill(diagnosis: Diagnosis | None, dataset: Dataset) -> bool:
    """Whether something serious was found that is not repaired yet."""
    found = still_true(diagnosis.findings, dataset) if diagnosis else ()
    return any(finding.severity == "serious" for finding in found)


def _said(page: Page, project: Project, dataset: Dataset, diagnosis: Diagnosis) -> None:
    findings = still_true(diagnosis.findings, dataset)
    with st.container():
        if is_current(project, diagnosis):
            health = describe_code(diagnosis.health_code, diagnosis.health_facts)
            told = f"**{words.plain(health.title)}.** {words.plain(health.fix)}"
            st.markdown(f":material/stethoscope: {told}")
        elif not findings:
            st.markdown(":material/check_circle: Nothing of what was found is left.")
    finding_cards(page, project, dataset, findings)


def _ended_early(page: Page, project: Project, job: Job) -> None:
    """Why the photos have not been looked over, with a button that does it."""
    if job.state not in ("failed", "stopped"):
        return
    job_view.show_end(job, nothing_kept="You stopped the doctor. Your photos are as they were.")
    if st.button("Look the photos over", icon=":material/stethoscope:", key="check-again"):
        work.check_again(page, project)
        st.rerun()
