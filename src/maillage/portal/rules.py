import rules

from maillage.accounts.rules import may_enter


@rules.predicate
def is_published(user, site):
    return site is not None and site.is_published


@rules.predicate
def is_of_the_house(user, site):
    return site is not None and user.is_authenticated and may_enter(user, site.authority)


# Who may read a public site: everybody once it is published, the authority's own people before. Strangers have no
# account to ask with, so `queries.visible_site` tests this rule, not a permission of theirs.
may_read = is_published | is_of_the_house
rules.add_rule("portal.read", may_read)
