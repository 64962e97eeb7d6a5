"""The points of the Matterhorn Protocol (PDF/UA-1, ISO 14289-1) that a program can check, on an
opened envelope. Each finding begins with the number of its checkpoint."""

import re

import pikepdf

STANDARD = set(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody "
    "Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form".split()
)
# ISO 32000-1 §14.8.4.3: what may stand in what.
CHILDREN = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
}
PAINT = set("S s f F f* B B* b b* sh Tj TJ ' \" Do BI INLINE IMAGE EI".split())


def children(element):
    k = element.get("/K")
    return [] if k is None else list(k) if isinstance(k, pikepdf.Array) else [k]


def content(page, wrong, where):
    """The marked content of a page: its MCIDs; and whatever is painted outside of any."""
    mcids, stack = [], []
    properties = page.get("/Resources", {}).get("/Properties", {})
    for operands, operator in pikepdf.parse_content_stream(page):
        operator = str(operator)
        if operator in ("BDC", "BMC"):
            tag = str(operands[0])
            inner = operands[1] if operator == "BDC" else None
            if isinstance(inner, pikepdf.Name):
                inner = properties.get(str(inner))
            mcid = inner.get("/MCID") if isinstance(inner, pikepdf.Dictionary) else None
            if tag == "/Artifact" and any(real for _, real in stack):
                wrong.append(f"01-004 an artifact in tagged content, {where}")
            if mcid is not None and any(tag == "/Artifact" for tag, _ in stack):
                wrong.append(f"01-003 tagged content in an artifact, {where}")
            if mcid is not None:
                mcids.append(int(mcid))
            stack.append((tag, mcid is not None))
        elif operator == "EMC":
            if not stack:
                wrong.append(f"EMC without BMC, {where}")
                return mcids
            stack.pop()
        elif operator in PAINT and not any(real or tag == "/Artifact" for tag, real in stack):
            wrong.append(f"01-005 {operator} is neither tagged nor an artifact, {where}")
    if stack:
        wrong.append(f"marked content is left open, {where}")
    if len(set(mcids)) != len(mcids):
        wrong.append(f"an MCID twice, {where}")
    return mcids


def number_tree(node, depth=0):
    numbers = node.get("/Nums")
    if numbers is not None:
        yield from ((int(numbers[i]), numbers[i + 1]) for i in range(0, len(numbers), 2))
    if depth < 40:
        for kid in node.get("/Kids", []):
            yield from number_tree(kid, depth + 1)


def problems(pdf, outline=True):
    """What is wrong with an opened document."""
    root, wrong = pdf.Root, []

    def expect(condition, what):
        if not condition:
            wrong.append(what)

    expect(bool(root.get("/MarkInfo", {}).get("/Marked", False)), "06-001 MarkInfo is not Marked")
    expect(not root.get("/MarkInfo", {}).get("/Suspects", False), "06-001 MarkInfo has Suspects")
    expect(re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", str(root.get("/Lang", ""))), "11-006 no Lang")
    expect(bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)), "07-002 no DisplayDocTitle")
    expect("/Metadata" in root, "06-002 no XMP")
    if "/Metadata" in root:
        with pdf.open_metadata() as metadata:
            expect(bool(str(metadata.get("dc:title") or "").strip()), "06-003 no dc:title")
    expect(pdf.allow.accessibility, "26-001 extraction for accessibility is not allowed")
    if outline:
        expect("/Outlines" in root and "/First" in root.get("/Outlines", {}), "no bookmarks")
    if "/StructTreeRoot" not in root:
        return [*wrong, "01-006 no structure tree"]

    tree = root["/StructTreeRoot"]
    roles = {str(name)[1:]: str(role)[1:] for name, role in dict(tree.get("/RoleMap", {})).items()}
    parents = dict(number_tree(tree.get("/ParentTree", pikepdf.Dictionary())))
    marked = {}  # (page, MCID) or object -> structure element
    headings = []
    open_elements = [(tree, None, 0)]
    count = 0
    while open_elements:
        element, page, depth = open_elements.pop()
        count += 1
        page = element.get("/Pg", page)
        name = str(element.get("/S", "/"))[1:]
        kind = roles.get(name, name)
        if depth:
            expect(kind in STANDARD, f"02-001 {name} is no standard type")
            expect("/P" in element, f"{name} has no parent")
        if re.fullmatch(r"H[1-6]", kind):
            headings.append(int(kind[1]))
        if kind == "Figure":
            alternative = str(element.get("/Alt", element.get("/ActualText", "")))
            expect(alternative.strip(), "13-004 a Figure without Alt")
        if kind == "TH":
            attributes = element.get("/A", pikepdf.Array())
            attributes = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
            expect(any("/Scope" in a for a in attributes if isinstance(a, pikepdf.Dictionary)), "15-003 a TH without Scope")
        nested = []
        for child in children(element):
            if isinstance(child, int):
                marked[(page.objgen, int(child))] = element
            elif child.get("/Type") == "/MCR":
                marked[(child.get("/Pg", page).objgen, int(child["/MCID"]))] = element
            elif child.get("/Type") == "/OBJR":
                marked[child["/Obj"].objgen] = element
            else:
                nested.append(child)
                inner = str(child.get("/S", "/"))[1:]
                if kind in CHILDREN:
                    expect(roles.get(inner, inner) in CHILDREN[kind], f"09-004 {inner} in {kind}")
        open_elements.extend((child, page, depth + 1) for child in reversed(nested))
        if count > 1_000_000:
            return [*wrong, "the structure tree has no end"]

    if headings:
        expect(headings[0] == 1, f"14-002 the first heading is H{headings[0]}")
        for before, after in zip(headings, headings[1:]):
            expect(after <= before + 1, f"14-003 H{after} follows H{before}")

    seen = set()
    for number, page in enumerate(pdf.pages, 1):
        page, where = page.obj, f"page {number}"
        expect(page.get("/Tabs") == "/S", f"28-008 Tabs is not S, {where}") if "/Annots" in page else None
        mcids = content(page, wrong, where)
        owners = parents.get(int(page.get("/StructParents", -1))) if mcids else pikepdf.Array()
        expect(owners is not None, f"no ParentTree entry, {where}")
        for mcid in mcids:
            seen.add((page.objgen, mcid))
            element = marked.get((page.objgen, mcid))
            expect(element is not None, f"01-006 MCID {mcid} is not in the structure tree, {where}")
            if element is not None and owners is not None:
                same = mcid < len(owners) and owners[mcid].objgen == element.objgen
                expect(same, f"ParentTree is wrong for MCID {mcid}, {where}")
        for annotation in page.get("/Annots", []):
            element = marked.get(annotation.objgen)
            seen.add(annotation.objgen)
            expect(element is not None, f"28-002 an annotation is not in the structure tree, {where}")
            if element is not None:
                expect(roles.get(str(element["/S"])[1:], str(element["/S"])[1:]) == "Link", f"28-011 a link not in Link, {where}")
                owner = parents.get(int(annotation.get("/StructParent", -1)))
                expect(owner is not None and owner.objgen == element.objgen, f"ParentTree is wrong for a link, {where}")
            expect(str(annotation.get("/Contents", "")).strip(), f"28-012 a link without Contents, {where}")
        for font in dict(page.get("/Resources", {}).get("/Font", {})).values():
            expect("/ToUnicode" in font, f"10-001 a font without ToUnicode, {where}")
            for real in font.get("/DescendantFonts", [font]):
                descriptor = real.get("/FontDescriptor", {})
                embedded = {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()) or font.get("/Subtype") == "/Type3"
                expect(embedded, f"31-009 a font is not embedded, {where}")
    for key in marked:
        expect(key in seen, f"the structure tree names content that is not there: {key}")
    return wrong
