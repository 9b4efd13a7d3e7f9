"""The form that asks who is coming, as a visitor fills it in. By names, since its words are in many languages."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

NAME, PHONE = "Ada Lovelace", "030 901820"


def field(page: Page, name: str) -> Locator:
    return page.locator(f"#typed [name={name}]:not([type=hidden])")


def fill(page: Page, name: str = NAME, phone: str = PHONE, **more: str) -> None:
    for field_name, text in {"fullname": name, "phone": phone, **more}.items():
        field(page, field_name).fill(text)


def book_button(page: Page) -> Locator:
    return page.locator("[data-book]")


def press_book(page: Page) -> None:
    book_button(page).click()


def ask_for_code(page: Page) -> None:
    page.locator("button[value=code]").click()


def step_button(page: Page, number: int) -> Locator:
    """Of the list of steps above the form, counted from 1."""
    return page.locator(f".steps li:nth-child({number}) button")
