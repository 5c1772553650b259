"""What people see: templates, static files, pictures, embeds, open pages, the player's page, exports."""

from pathlib import Path

from starlette.templating import Jinja2Templates

HERE = Path(__file__).parent
templates = Jinja2Templates(directory=HERE / "templates")
templates.env.trim_blocks = True
templates.env.lstrip_blocks = True
