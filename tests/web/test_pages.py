"""What people see."""


def test_every_page_opens(ask, pages):
    for page in pages:
        answer = ask(page)
        assert answer.status_code == 200, (page, answer.text)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
