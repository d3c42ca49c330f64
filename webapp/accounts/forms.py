"""Forms of accounts."""

from webapp.accounts.rules import PASSWORD_MAX, password_problem
from webapp.web.forms import Form, Password, Text


class LoginForm(Form):
    username = Text("账号", required=True, max=60, hint="账号或手机号", autocomplete="username")
    password = Password("密码", required=True, autocomplete="current-password")
    next = Text("", max=500)


class PasswordForm(Form):
    current = Password("现在的密码", required=True, max=PASSWORD_MAX, autocomplete="current-password")
    password = Password(
        "新密码", required=True, max=PASSWORD_MAX, hint="至少 10 个字符", autocomplete="new-password"
    )
    again = Password("再输一遍新密码", required=True, max=PASSWORD_MAX, autocomplete="new-password")

    def check(self) -> None:
        if problem := password_problem(self.password):
            self.refuse("password", problem)
        if self.password != self.again:
            self.refuse("again", "两次输入的新密码不一样。")
        if self.password and self.password == self.current:
            self.refuse("password", "新密码不能与现在的相同。")
