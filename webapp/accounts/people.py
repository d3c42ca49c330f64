"""The person who is signed in, as every room sees it."""

from dataclasses import dataclass

from webapp.accounts.rules import ADMINISTRATOR, ASSISTANT, EMPLOYER, INSPECTOR, ROLES, SUPERVISOR


@dataclass(frozen=True)
class User:
    """A signed-in person with their reach: bureaus (own and below), or enterprises for an employer.

    `topmost`: no bureau stands above theirs.
    """

    id: int
    name: str
    username: str
    role: str
    bureau: int | None = None
    bureau_code: str = ""
    bureau_name: str = ""
    badge: str = ""
    must_change: bool = False
    session: int = 0
    bureaus: tuple[int, ...] = ()
    enterprises: tuple[int, ...] = ()
    topmost: bool = False

    @property
    def role_name(self) -> str:
        return ROLES[self.role]

    @property
    def employer(self) -> bool:
        return self.role == EMPLOYER

    @property
    def staff(self) -> bool:
        return self.role != EMPLOYER

    @property
    def administrator(self) -> bool:
        return self.role == ADMINISTRATOR

    @property
    def steward(self) -> bool:
        """Keeps what all bureaus share: checklists, reference data."""
        return self.administrator and self.topmost

    @property
    def supervisor(self) -> bool:
        return self.role == SUPERVISOR

    @property
    def assistant(self) -> bool:
        return self.role == ASSISTANT

    @property
    def may_inspect(self) -> bool:
        """May answer checklists, make findings and close them: has a badge (handbook 4.4)."""
        return self.role in {INSPECTOR, SUPERVISOR} and bool(self.badge)

    @property
    def may_visit(self) -> bool:
        """May open a visit; an assistant only a patrol 巡查."""
        return self.may_inspect or self.assistant

    @property
    def may_issue(self) -> bool:
        """May issue activation codes and initial passwords to enterprises: has a badge, or sits at the desk.

        Whoever sets the password of somebody of an enterprise can act as that person; an assistant never does.
        """
        return self.may_inspect or self.supervisor or self.administrator
