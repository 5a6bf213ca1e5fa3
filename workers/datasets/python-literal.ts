/** A Python list literal of texts, numbers, True, False and None, as texts; null for anything else. */
export function pythonList(text: string): string[] | null {
  const inner = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1]
  if (inner === undefined) return null
  const items: string[] = []
  let at = 0
  while (inner.slice(at).trim() !== '') {
    token.lastIndex = at
    const found = token.exec(inner)
    if (!found) return null
    const [whole, single, double, bare] = found
    items.push(bare ?? unescaped(single ?? double ?? ''))
    at += whole.length
  }
  return items
}

const token =
  /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?[0-9][0-9_.eE+-]*|True|False|None))\s*(?:,|$)/sy

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
    (_, byte?: string, unit?: string, point?: string, other?: string) =>
      other === undefined
        ? String.fromCodePoint(Number.parseInt(byte ?? unit ?? point ?? '', 16))
        : (escapes[other] ?? (/['"\\]/.test(other) ? other : `\\${other}`)),
  )
}
