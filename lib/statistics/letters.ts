/**
 * Compact letter display: rows share a letter exactly where they are not separate (measurement 2.8; Piepho 2004: insert,
 * absorb and sweep). All pairs of one row are inserted at once: a group of rows that holds it and some it is separate from
 * becomes the group without it and the group without those.
 * @param rows how many, best first: the letters follow that order. @param separate symmetric.
 * Returns the letters of each row, `a` for the best; after `z` come `aa`, `ab`, …
 */
export function letterRows(rows: number, separate: (one: number, other: number) => boolean): string[] {
  const everyone = new Set(Array.from({ length: rows }, (_, row) => row))
  let groups = rows === 0 ? [] : [everyone]
  for (let row = 0; row < rows; row++) {
    const split = groups.filter(group => group.has(row) && [...group].some(other => separate(row, other)))
    groups = groups.filter(group => !split.includes(group))
    for (const group of split)
      for (const part of [
        without(group, other => other === row),
        without(group, other => separate(row, other)),
      ])
        if (!groups.some(other => isWithin(part, other))) groups.push(part)
  }
  const ordered = sweep(groups, rows)
    .map(group => [...group].toSorted((a, b) => a - b))
    .toSorted(compareMembers)
  const letters = Array.from({ length: rows }, () => '')
  ordered.forEach((group, at) => {
    for (const row of group) letters[row] += letter(at)
  })
  return letters
}

/** Leaves out groups that say nothing others do not say: every pair of theirs, and every row, is in another one. */
function sweep(groups: readonly ReadonlySet<number>[], rows: number): ReadonlySet<number>[] {
  const cover = new Uint32Array(rows * rows)
  const eachPair = (group: ReadonlySet<number>, visit: (pair: number) => void) => {
    for (const one of group) for (const other of group) visit(one * rows + other)
  }
  const count = (group: ReadonlySet<number>, by: 1 | -1) =>
    eachPair(group, pair => {
      cover[pair] = (cover[pair] ?? 0) + by
    })
  for (const group of groups) count(group, 1)
  return groups.filter(group => {
    let needed = false
    eachPair(group, pair => {
      needed ||= cover[pair] === 1
    })
    if (!needed) count(group, -1)
    return needed
  })
}

function without(group: ReadonlySet<number>, leaves: (row: number) => boolean): Set<number> {
  return new Set([...group].filter(row => !leaves(row)))
}

function isWithin(part: ReadonlySet<number>, group: ReadonlySet<number>): boolean {
  return part.size <= group.size && [...part].every(row => group.has(row))
}

/** By the best member in which two groups differ. */
function compareMembers(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((row, place) => row !== other[place])
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? Number.POSITIVE_INFINITY)
}

function letter(at: number): string {
  const last = String.fromCharCode(97 + (at % 26))
  return at < 26 ? last : letter(Math.floor(at / 26) - 1) + last
}
