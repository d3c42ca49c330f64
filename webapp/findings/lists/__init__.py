"""Lists of findings: the bureau's, the employer's, the reviews."""
