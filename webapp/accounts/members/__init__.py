"""People of enterprises: activation codes, accounts, who gave them their way in."""
