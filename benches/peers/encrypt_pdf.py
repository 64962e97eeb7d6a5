"""Encrypts a PDF by a library of Python with AES-256: `encrypt_pdf.py pikepdf|pypdf IN OUT PASSWORD`."""

import sys

library, source, target, password = sys.argv[1:]
if library == "pikepdf":
    import pikepdf

    with pikepdf.open(source) as pdf:
        # As it is: streams are not packed anew.
        pdf.save(
            target,
            encryption=pikepdf.Encryption(user=password, owner="another", R=6),
            compress_streams=False,
        )
else:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=source)
    writer.encrypt(user_password=password, owner_password="another", algorithm="AES-256")
    writer.write(target)
