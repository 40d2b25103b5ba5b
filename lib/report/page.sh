#!/bin/sh
# page.css and page.js as C: strings, and the base64 of their SHA-256.
set -e
for file do
    name=$(basename "$file" | tr . _)
    echo "static const char $name[] ="
    sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/\\n"/' "$file"
    echo ";"
    sum=$(sha256sum <"$file" | cut -c 1-64)
    # octal, since printf of POSIX knows nothing else
    octal=$(echo "$sum" | sed 's/../0x& /g' | xargs printf '\\%03o')
    echo "static const char ${name}_digest[] = \"$(printf "$octal" | base64)\";"
done
