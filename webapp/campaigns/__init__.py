"""Campaigns 行动: 执法年 and 专项: phases, the frozen list of enterprises, and how far they have been inspected."""
