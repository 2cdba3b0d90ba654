"""The models of accounts."""

from goufu.accounts.models.keys import LONGEST, ApiKey
from goufu.accounts.models.sign_ups import SignUp, SignUpState

__all__ = ["LONGEST", "ApiKey", "SignUp", "SignUpState"]
