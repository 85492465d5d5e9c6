"""What every page and every API answer shares: layout, forms, sessions, headers, problems.

How to write a page (`from litestar import get, post`, `from litestar.params import FromPath`, and from here what is used):

    class Decline(msgspec.Struct, frozen=True, kw_only=True):              # labels: line, paragraphs, email, choices, label
        comment: Annotated[str, paragraphs("your comment", most=2000)]
        row_version: Annotated[int, hidden()]

    @get("/r/{token:str}/decline", include_in_schema=False)
    async def ask(token: FromPath[str], session: Session, now: Now) -> Template:
        place = await access.open(session, token, now)
        return page("pages/signatures/decline.html", form=begun(Decline, row_version=place.row_version), place=place)

    @post("/r/{token:str}/decline", include_in_schema=False)
    async def decline(token: FromPath[str], request: AnyRequest, session: Session, now: Now) -> Response[Any]:
        form = await read_form(request, Decline)
        if not form.problems:
            try:
                await actions.decline(session, token, form.value.comment, now)
            except Invalid as invalid:
                form = form.with_problems(invalid.problems)
        if form.problems:
            jobs.abandon(session)
            return page("pages/signatures/decline.html", 422, form=form, place=await access.open(session, token, now))
        return Redirect(f"/r/{token}/declined", status_code=303)

The template extends `layouts/page.html` (blocks are named at its top), imports its fields from `parts/forms.html` and begins
its content with `{{ error_summary(form) }}`; every `<form method="post">` carries `{{ csrf_field() }}`. Facts come from
`parts/facts.html`, links from `parts/links.html`, a letter on paper from `parts/paper.html`. Larger bodies need
`request_max_body_size=…` on the route; a JSON body is `data: JSONBody[…]`. What is raised as `campaigns.errors.*` becomes a
page or problem+json by itself. A handler may ask for what `dependencies` names, `session` and `now` first,
and `wiring.application` makes the app.
"""
