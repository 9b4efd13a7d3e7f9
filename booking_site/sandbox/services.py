"""What the two locations offer: categories and services, heaviest first where weights say so."""

from __future__ import annotations

from booking_site.sandbox.entities import Category, Service

BERLIN_CATEGORIES = (
    Category(1895571, "Hair", 60),
    Category(1895572, "Colour", 50),
    Category(1895573, "Nails", 40),
    Category(1895574, "Brows & lashes", 30),
    Category(1895575, "Face & body", 20),
)
HAIR, COLOUR, NAILS, BROWS, FACE = (category.id for category in BERLIN_CATEGORIES)

BALAYAGE_COMMENT = (
    "<p>Hand-painted highlights with toner, care &amp; blow-dry.<br>Please come with <b>dry, unwashed</b> hair.</p>"
)

BERLIN_SERVICES = (
    Service(3301, HAIR, "Haircut & blow-dry", 60, 62, 84, 90, "Consultation, wash, cut and finish."),
    Service(3302, HAIR, "Short haircut", 45, 42, 52, 88, "Scissors or clippers, wash included."),
    Service(3304, HAIR, "Blow-dry & styling", 45, 34, 46.5, 80),
    Service(3306, HAIR, "Children’s haircut", 30, 28, 28, 70, "Up to twelve years."),
    Service(3303, HAIR, "Fringe trim", 15, 12, 12, 60, active=0),
    Service(3305, HAIR, "Occasion updo", 75, 85, 120, 50, "A trial appointment is recommended for weddings."),
    Service(3307, HAIR, "Bridal styling", 150, 240, 240, 40, "Paid when booking.", prepaid="required"),
    Service(3308, HAIR, "Linden ritual (hair & nails)", 120, 98, 132, 30, "Both in one visit.", is_composite=True),
    Service(3313, COLOUR, "Balayage", 150, 149, 210, 90, BALAYAGE_COMMENT),
    Service(3312, COLOUR, "Full colour", 120, 89, 129, 80, "Root to tip, with blow-dry."),
    Service(3311, COLOUR, "Root touch-up", 90, 58, 72, 70),
    Service(3314, COLOUR, "Gloss & toner", 45, 38.5, 38.5, 60, "Freshens faded colour between appointments."),
    Service(3322, NAILS, "Gel manicure", 75, 52, 58, 90, "Shape, cuticle care and colour that lasts three weeks."),
    Service(3321, NAILS, "Classic manicure", 45, 36, 36, 80),
    Service(3323, NAILS, "Classic pedicure", 60, 48, 48, 70),
    Service(3324, NAILS, "Single nail repair", 15, 6.5, 6.5, 60),
    Service(3333, BROWS, "Lash lift & tint", 60, 64, 72, 90),
    Service(3334, BROWS, "Lash extensions, full set", 120, 119, 119, 85, "Individual lashes, natural or volume."),
    Service(3332, BROWS, "Brow lamination", 50, 55, 55, 80),
    Service(3331, BROWS, "Brow shaping", 20, 19, 19, 70),
    Service(3342, FACE, "Signature facial", 75, 89, 98, 90, "Cleansing, peeling, mask and massage for your skin type."),
    Service(3341, FACE, "Express facial", 30, 45, 45, 80),
    Service(3343, FACE, "Back massage", 40, 54, 54, 70, prepaid="allowed"),
    Service(3344, FACE, "Hot-stone massage", 90, 98, 98, 60, "For members of the Linden Club.", members_only=True),
)

NEW_YORK_CATEGORIES = (
    Category(1907211, "Hair", 30),
    Category(1907212, "Colour", 20),
    Category(1907213, "Brows & nails", 10),
)
NY_HAIR, NY_COLOUR, NY_DETAILS = (category.id for category in NEW_YORK_CATEGORIES)

NEW_YORK_SERVICES = (
    Service(5501, NY_HAIR, "Signature cut", 60, 120, 165, 90, "Consultation, wash, cut and finish."),
    Service(5502, NY_HAIR, "Gentleman’s cut", 45, 75, 95, 80),
    Service(5503, NY_HAIR, "Blowout", 45, 65, 65, 70),
    Service(5511, NY_COLOUR, "Single-process colour", 105, 140, 190, 90),
    Service(5512, NY_COLOUR, "Balayage", 150, 280, 360, 80, "Includes toner and blowout."),
    Service(5513, NY_COLOUR, "Gloss", 30, 59.5, 59.5, 70),
    Service(5521, NY_DETAILS, "Brow shaping", 30, 38, 38, 90),
    Service(5522, NY_DETAILS, "Gel manicure", 60, 68, 68, 80),
    Service(5523, NY_DETAILS, "Classic pedicure", 60, 72, 72, 70),
)
