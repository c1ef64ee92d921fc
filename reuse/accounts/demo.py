"""The people of the demo whom the login page offers: only ever shown when DEMO is set."""

DEMO_PASSWORD = "une-seconde-vie"  # noqa: S105  # printed by `make run`; the demo holds made-up data alone
DEMO_PIN = "418257"  # of the demo's technicians, at a computer registered as a workstation
DEMO_ACCOUNTS = (
    ("Donatrice, entreprise", "claire.morel@demo.example"),
    ("Donateur, collectivité", "yann.lebras@demo.example"),
    ("Technicienne", "nadia.benali@demo.example"),
    ("Technicien, seconde signature", "paul.roux@demo.example"),
    ("Responsable d’atelier", "sonia.garcia@demo.example"),
    ("Travailleuse sociale", "samira.diallo@demo.example"),
    ("Coordination", "ines.faure@demo.example"),
    ("Financeur", "marc.olivier@demo.example"),
    ("Administration", "alex.petit@demo.example"),
)
