"""IMS Common Cartridge 1.0 to 1.4, thin cartridges, and what Canvas adds to them."""

from interop.formats.common_cartridge.transform import OTHER_PAGES, read_course

__all__ = ["OTHER_PAGES", "read_course"]
