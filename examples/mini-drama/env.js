// Where the page finds its backend. dev.py answers with MINI_DRAMA_API instead when it is set.
window.ENV = { api: "http://127.0.0.1:8602" };
