"""What the pages share: it draws with Streamlit what the engine knows and decides nothing."""
