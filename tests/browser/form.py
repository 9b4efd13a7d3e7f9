"""The form that asks who is coming, as a visitor fills it in. By names, since its words are in many languages."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page, expect

Where = Page | FrameLocator

NAME, PHONE = "Ada Lovelace", "030 901820"


def field(page: Where, name: str) -> Locator:
    return page.locator(f"#typed [name={name}]:not([type=hidden])")


def fill(page: Where, name: str = NAME, phone: str = PHONE, **more: str) -> None:
    for field_name, text in {"fullname": name, "phone": phone, **more}.items():
        field(page, field_name).fill(text)


def book_button(page: Where) -> Locator:
    return page.locator("[data-book]")


def press_book(page: Where) -> None:
    book_button(page).click()


def ask_for_code(page: Where) -> None:
    page.locator("button[value=code]").click()


def step_button(page: Where, number: int) -> Locator:
    """Of the list of steps above the form, counted from 1."""
    return page.locator(f".steps li:nth-child({number}) button")


def expect_booked(page: Where) -> None:
    """The confirmation itself, not a page that tells of it."""
    expect(page.locator(".appointment[data-booked]").first).to_be_visible()


def cancel(page: Where) -> None:
    """The only, or the first, appointment of the page; it asks once whether one means it."""
    page.locator(".cancel summary").first.click()
    page.locator(".cancel[open] button").click()
