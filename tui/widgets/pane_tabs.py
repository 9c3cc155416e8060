"""On a narrow screen: which of the panes is shown."""

from textual.app import RenderResult
from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

PANES = {"curves": "Curves", "prompt": "Prompt", "samples": "Samples"}


class PaneTabs(Widget):
    """Names the panes and their keys, the shown one marked; a click goes to a pane."""

    pane: reactive[str] = reactive("prompt")

    def render(self) -> RenderResult:
        """Draw the names side by side."""
        return Content(" ").join(
            Content.styled(
                f" {key} {title} ",
                "bold $block-cursor-foreground on $primary" if name == self.pane else "$foreground-muted",
            )
            for key, (name, title) in enumerate(PANES.items(), start=1)
        )

    async def on_click(self, event: Click) -> None:
        """Go to the pane whose name was clicked."""
        start = 0
        for key, (name, title) in enumerate(PANES.items(), start=1):
            width = len(f" {key} {title} ")
            if start <= event.x < start + width:
                await self.run_action(f"screen.pane('{name}')")
            start += width + 1
