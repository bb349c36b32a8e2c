"""Every type of widget in every state, from the gallery: `npm run gallery` after the build."""

from __future__ import annotations

from pathlib import Path

from scenes import REFUSED, Scene, _mode

TYPES = sorted(path.parent.name for path in (Path(__file__).parent.parent / "src/widgets/types").glob("*/index.ts"))
GALLERY = "/dev/gallery/index.html"

WIDGETS = [
    *(Scene(f"widget-{name}", f"{GALLERY}?type={name}", whole=True, settle=1500) for name in TYPES),
    *(
        Scene(f"widget-{name}-history-{how}", f"{GALLERY}?type={name}&state=good", _mode(history=how), settle=2500, noise=REFUSED)
        for name in ("chart", "energy_balance", "heatmap", "sparkline")
        for how in ("off", "away")
    ),
]
