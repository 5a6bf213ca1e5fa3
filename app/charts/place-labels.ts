export interface Label {
  readonly id: string
  readonly text: string
  readonly x: number
  readonly y: number
}

export interface PlacedLabel extends Label {
  readonly anchor: 'start' | 'end'
}

const gap = 7
const lineHeight = 12

/**
 * Puts a label beside its mark: before it where there is room, else after it. One that would cover an earlier label
 * is left out; the table beneath the plot names every mark. @param characterWidth of the font, on average.
 */
export function placeLabels(labels: readonly Label[], width: number, characterWidth = 5.8): PlacedLabel[] {
  const placed: { readonly label: PlacedLabel; readonly start: number; readonly end: number }[] = []
  for (const label of labels) {
    const length = label.text.length * characterWidth
    const before = {
      anchor: 'end',
      x: label.x - gap,
      start: label.x - gap - length,
      end: label.x - gap,
    } as const
    const after = {
      anchor: 'start',
      x: label.x + gap,
      start: label.x + gap,
      end: label.x + gap + length,
    } as const
    const free = [before, after].find(
      ({ start, end }) =>
        start >= 0 &&
        end <= width &&
        placed.every(
          other => end < other.start || start > other.end || Math.abs(other.label.y - label.y) >= lineHeight,
        ),
    )
    if (!free) continue
    const { anchor, x, start, end } = free
    placed.push({ label: { ...label, anchor, x }, start, end })
  }
  return placed.map(({ label }) => label)
}
