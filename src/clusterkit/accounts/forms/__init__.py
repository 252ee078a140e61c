"""Forms of accounts: the entrance, and one's own account."""

from clusterkit.accounts.forms.entrance import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from clusterkit.accounts.forms.own import (
    EmailChangeForm,
    ErasureForm,
    OfficeErasureForm,
    PasswordAgainForm,
    ProfileForm,
    TokenForm,
)
from clusterkit.accounts.validators import NAME_MAX_LENGTH

__all__ = [
    "NAME_MAX_LENGTH",
    "ChangePasswordForm",
    "EmailChangeForm",
    "ErasureForm",
    "LoginForm",
    "OfficeErasureForm",
    "PasswordAgainForm",
    "ProfileForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
    "SignupForm",
    "TokenForm",
]
