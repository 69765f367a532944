"""What a browser sees: the landing page, the OpenAPI document and the interactive API page."""

from sandbox.portal.pages import OPERATIONS, PAGES, Documents

__all__ = ["OPERATIONS", "PAGES", "Documents"]
