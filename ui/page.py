"""What a page is given: the folders, the engine, the open project, and guards for what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from core.errors import UserError
from core.jobs import Engine
from core.runs import Run
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from ui import errors, resources, result_words
from ui.steps import STEPS

_IN_PLACE_OF_DELETED = "page.in_place_of_deleted"


def go_to(step: str, project_id: str, run_id: str | None = None) -> NoReturn:
    """The browser opens a page of that project."""
    run = {"run": run_id} if run_id else {}
    st.switch_page(STEPS[step].script, query_params={"project": project_id, **run})


@dataclass(frozen=True, slots=True)
class Page:
    """An open page.

    Attributes:
        step: id of the page, a key of `STEPS`.
        home: the data folder.
        projects: all projects.
        engine: runs the jobs.
        project: the open project, or None.
        problem: why the project that the address names could not be opened, or None.
    """

    step: str
    home: Home
    projects: ProjectStore
    engine: Engine
    project: Project | None
    problem: UserError | None = None

    def require_project(self) -> Project:
        """The open project; without one the page says so, links to the home page and ends."""
        if self.project is None:
            if self.problem is not None:
                errors.show_error(self.problem)
            self.stop_with(
                "home",
                "Open a project first",
                "A project holds your photos and the models that you train on them.",
                button="Go to the home page",
            )
        return self.project

    def require_dataset(self) -> tuple[Project, Dataset]:
        """The open project and its photos; without photos the page says so and ends."""
        project = self.require_project()
        dataset = resources.dataset(project)
        if dataset is None or not dataset.photos:
            self.stop_with(
                "data",
                "This project has no photos yet",
                "Add at least two classes of photos; then you can go on here.",
                button="Add photos",
            )
        return project, dataset

    def require_run(self) -> tuple[Project, Run]:
        """The open project and one of its models, chosen by the person where there are several.

        Without a model the page says so, links to Train and ends.
        """
        project = self.require_project()
        found = resources.runs(project)
        if not found:
            self.stop_with(
                "train",
                "This project has no trained model yet",
                "Train one first: that takes about a minute.",
                button="Go to Train",
            )
        return project, self._choose_run(found)

    def params(self, run_id: str | None = None) -> dict[str, str]:
        """What stands in the address of a link to another page of this project."""
        chosen = run_id or st.query_params.get("run")
        params = {"project": self.project.id} if self.project else {}
        return {**params, "run": chosen} if self.project and chosen else params

    def link(
        self, step: str, label: str, *, icon: str | None = None, run_id: str | None = None
    ) -> None:
        """A link to another page of this project."""
        target = STEPS[step]
        st.page_link(
            target.script,
            label=label,
            icon=icon or target.icon,
            query_params=self.params(run_id) or None,
        )

    def results_link(self, label: str, run_id: str) -> None:
        """A link to the results of a model of this project, or that the model was deleted."""
        if self.project and run_id in (run.id for run in resources.runs(self.project)):
            self.link("results", label, run_id=run_id)
        else:
            st.caption("That model was deleted since.")

    def go(self, step: str, *, run_id: str | None = None) -> NoReturn:
        """The browser opens another page of this project."""
        st.switch_page(STEPS[step].script, query_params=self.params(run_id) or None)

    def go_button(
        self, step: str, label: str, *, run_id: str | None = None, primary: bool = True
    ) -> None:
        """A button that opens another page of this project; primary means the one next step."""
        pressed = st.button(
            label,
            key=f"go-{step}-{run_id or ''}",
            type="primary" if primary else "secondary",
            icon=":material/arrow_forward:",
            icon_position="right",
        )
        if pressed:
            self.go(step, run_id=run_id)

    def stop_with(self, step: str, title: str, text: str, *, button: str) -> NoReturn:
        """The page ends with what is missing and a button to where it is got."""
        with st.container(border=True, horizontal_alignment="center", gap="small"):
            st.space("small")
            st.markdown(f"## {STEPS[step].icon}", text_alignment="center", anchors=False)
            st.subheader(title, text_alignment="center", anchor=False)
            st.markdown(text, text_alignment="center")
            self.go_button(step, button)
            st.space("small")
        st.stop()

    def _choose_run(self, found: tuple[Run, ...]) -> Run:
        ids = [run.id for run in found]
        evaluated = sum(resources.evaluation(run) is not None for run in found)
        wanted = st.query_params.get("run")
        chosen = found[ids.index(wanted) if wanted in ids else 0]
        # A place for what comes and goes: what stands below must not be drawn anew.
        notice = st.container()
        if wanted and wanted not in ids:
            st.session_state[_IN_PLACE_OF_DELETED] = (self.step, chosen.id)
        if len(found) > 1:
            chosen = st.selectbox(
                "Model",
                found,
                index=found.index(chosen),
                format_func=lambda run: result_words.run_title(
                    run, result_words.number(found, run)
                ),
                help="Every training of this project; the newest stands first.",
                # A list with new words for what is chosen already must be another list.
                key=f"run-of-{self.project.id if self.project else ''}-{len(found)}-{evaluated}",
            )
        st.query_params["run"] = chosen.id
        # Said for as long as that model is looked at: a page is drawn anew without anybody's doing.
        if st.session_state.get(_IN_PLACE_OF_DELETED) == (self.step, chosen.id):
            notice.info(
                "The model of this link was deleted. This is the newest one.",
                icon=":material/delete:",
            )
        else:
            st.session_state.pop(_IN_PLACE_OF_DELETED, None)
        return chosen
