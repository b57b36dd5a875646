"""A dialog outlives the runs of the page that the person did not ask for."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from ui.open_dialog import close_dialog, forget_dialog, open_dialog, show_open_dialog

    @st.dialog("Sure?", on_dismiss=forget_dialog)
    def ask(name: str) -> None:
        st.text_input("Name", name)
        if st.button("Done"):
            close_dialog()

    if st.button("Ask"):
        open_dialog("data", ask, "cats")
    show_open_dialog(st.session_state.get("step", "data"))


def _opened() -> AppTest:
    app = AppTest.from_function(_page).run()
    assert not app.text_input
    return app.button[0].click().run()


def test_dialog_page_drawn_anew_stays_open_with_what_was_typed() -> None:
    app = _opened()
    app.text_input[0].input("tigers").run()
    app.run()
    assert app.text_input[0].value == "tigers"


def test_dialog_closed_by_its_button_does_not_come_back() -> None:
    app = _opened()
    app.button[1].click().run()
    assert not app.text_input
    assert not app.run().text_input


def test_dialog_other_page_is_gone_for_good() -> None:
    app = _opened()
    app.session_state["step"] = "train"
    assert not app.run().text_input
    app.session_state["step"] = "data"
    assert not app.run().text_input
