"""The site: a home page for each language, articles, pages about the academy, navigation and foot."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from wagtail.models import Page, Site

from cms.models import ArticleIndexPage, ArticlePage, HomePage, Navigation, SiteSettings, StandardPage
from courses.models import CourseIndexPage
from demo.identifiers import identifier
from demo.library import signatures
from demo.people import address
from demo.reader import LANGUAGES, Section, pages
from demo.streams import Block, Maker
from demo.tree import Tree
from library.models import LibraryIndexPage

P = TypeVar("P", bound=Page)

STANDARD = ("about", "privacy", "accessibility")
CATALOGUE = "/catalogue/"
FEATURED = (("course", "accessible"), ("course", "formative"), ("course", "observation"))
ICONS = {"learn": "course", "find": "search", "share": "users"}


class SiteBuilder:
    """Builds the site around the library and the courses."""

    def __init__(self, tree: Tree, makers: Mapping[str, Maker]) -> None:
        self.tree, self.makers = tree, makers
        self.homes: dict[str, HomePage] = {}

    def open(self) -> None:
        """The home pages, with nothing on them yet, and the site that leads to them."""
        root = Page.get_first_root_node()
        for language in LANGUAGES:
            self.homes[language] = self._home(root, language)
        site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
        home = self.homes[LANGUAGES[0]]
        if site.root_page_id != home.pk:
            site.root_page, site.site_name = home, "Turna"
            site.save()
        # What a new installation of Wagtail greets with: a page of no type of ours, in nobody's language.
        for page in Page.objects.exact_type(Page).filter(depth=2, numchild=0):
            page.delete()

    def _home(self, root: Page, language: str) -> HomePage:
        """The home page of a language; one that is there already, whoever made it, is used."""
        found = HomePage.objects.child_of(root).filter(locale=self.tree.locales[language]).first()
        title = pages(language)["home"].title
        return found or self.tree.place(
            HomePage, root, "page", "home", language, fields=lambda: {"title": title, "slug": f"turna-{language}"}
        )

    def index(self, model: type[P], key: str) -> dict[str, P]:
        """The index page of a kind (library, courses, articles) in each language that has one."""
        return {
            language: self.tree.place(
                model, self.homes[language], "page", key, language, fields=partial(_head, pages(language)[key])
            )
            for language in LANGUAGES
            if key in pages(language)
        }

    def indexes(self) -> tuple[dict[str, LibraryIndexPage], dict[str, CourseIndexPage]]:
        """Where the library and the courses stand."""
        return self.index(LibraryIndexPage, "library"), self.index(CourseIndexPage, "courses")

    def furnish(self) -> None:
        """All pages beside the library and the courses, and the ways to them."""
        articles = self.index(ArticleIndexPage, "articles")
        for language, parent in articles.items():
            for key, section in pages(language).items():
                if key.startswith("article-"):
                    self._page(ArticlePage, parent, section, language)
        for language in LANGUAGES:
            for key in STANDARD:
                self._page(StandardPage, self.homes[language], pages(language)[key], language)
        for language, home in self.homes.items():
            if not home.hero_title:
                self._fill_home(home, pages(language)["home"], language)
            self._navigation(language)
        self._settings()

    def _page(self, model: type[Page], parent: Page, section: Section, language: str) -> None:
        make = self._article if model is ArticlePage else self._standard
        self.tree.place(model, parent, "page", section.key, language, fields=partial(make, section, language))

    def _article(self, section: Section, language: str) -> dict[str, Any]:
        maker, fields = self.makers[language], section.fields
        return {
            **_head(section),
            "authors": signatures([fields["authors"]], language, maker.words["invented"]),
            "published_on": date.fromisoformat(fields["date"]),
            "image": maker.files.picture(fields["image"], section.title, ""),
            "body": maker.stream(section.pieces, "page", section.key),
        }

    def _standard(self, section: Section, language: str) -> dict[str, Any]:
        return {**_head(section), "body": self.makers[language].stream(section.pieces, "page", section.key)}

    def _fill_home(self, home: HomePage, section: Section, language: str) -> None:
        maker = self.makers[language]
        home.hero_title, home.hero_text = section.fields["hero"], section.fields["text"]
        home.search_description = section.fields["text"]
        home.action_label = section.fields["action"]
        home.action_page_id = self.tree.find("course", "accessible", language)
        home.ways_in = [self._way(line, language) for line in section.lists["ways"]]
        home.featured = [
            {"type": "page", "value": page_id, "id": str(identifier("block", "featured", key))}
            for kind, key in FEATURED
            if (page_id := self.tree.find(kind, key, language))
        ]
        home.body = maker.stream(section.pieces, "page", "home")
        home.save()
        self.tree.keep(home)

    def _way(self, line: str, language: str) -> Block:
        key, target, title, text = (part.strip() for part in line.split(" | "))
        value = {**self._target(target, language, title), "text": text, "icon": ICONS[key]}
        return {"type": "way", "value": value, "id": str(identifier("block", "way", key))}

    def _target(self, key: str, language: str, title: str = "") -> Block:
        """A link to a page of the site, or to the catalogue."""
        if key == "catalogue":
            return {"page": None, "url": CATALOGUE, "title": title or self._word(key, language)}
        return {"page": self.tree.find("page", key, language), "url": "", "title": title}

    def _word(self, key: str, language: str) -> str:
        return self.makers[language].words[key].in_language(language)

    def _navigation(self, language: str) -> None:
        site = Site.objects.get(is_default_site=True)
        locale = self.tree.locales[language]
        if Navigation.objects.filter(site=site, locale=locale).exists():
            return
        Navigation.objects.create(
            site=site,
            locale=locale,
            translation_key=identifier("navigation"),
            main=self._links(("courses", "library", "catalogue", "articles", "about"), language),
            footer=[
                self._column("learning", ("courses", "library", "catalogue"), language),
                self._column("academy", ("about", "articles"), language),
                self._column("rules", ("privacy", "accessibility"), language),
            ],
        )

    def _links(self, keys: Iterable[str], language: str) -> list[Block]:
        targets = ((key, self._target(key, language)) for key in keys)
        return [
            {"type": "link", "value": value, "id": str(identifier("block", "navigation", key))}
            for key, value in targets
            if value["page"] or value["url"]
        ]

    def _column(self, heading: str, keys: Iterable[str], language: str) -> Block:
        links = [link["value"] for link in self._links(keys, language)]
        value = {"heading": self._word(heading, language), "links": links}
        return {"type": "column", "value": value, "id": str(identifier("block", "footer", heading))}

    def _settings(self) -> None:
        stored = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        if stored.email:
            return
        maker = self.makers[LANGUAGES[0]]
        stored.name, stored.address = maker.words["name"], maker.words["address"]
        stored.about, stored.email = maker.words["about"], address("academy")
        stored.social_image = maker.files.picture("cover-formative", "Turna", "")
        stored.save()


def _head(section: Section) -> dict[str, Any]:
    intro = section.fields["intro"]
    return {
        "title": section.title,
        "slug": section.key.removeprefix("article-"),
        "introduction": intro,
        "search_description": intro,
    }
