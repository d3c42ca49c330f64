"""Draws 双随机: who is inspected by whom, drawn so that anybody can check that nobody chose."""
