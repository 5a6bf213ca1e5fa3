/** How a setting of a probe reads in a column head and in a row. */
interface SettingWords {
  readonly short: string
  readonly long: string
}

const fixed: Readonly<Record<string, SettingWords>> = {
  'no-image': { short: 'No image', long: 'without the image' },
  permuted: { short: 'Permuted', long: 'visual tokens permuted' },
  reversed: { short: 'Reversed', long: 'visual tokens reversed' },
}

/** `permuted` reads "Permuted"; `grid-14` reads "14 × 14". */
export function settingWords(setting: string): SettingWords {
  const grid = /^grid-(\d+)$/.exec(setting)?.[1]
  if (grid !== undefined)
    return { short: `${grid} × ${grid}`, long: `image shuffled in ${grid} × ${grid} cells` }
  return fixed[setting] ?? { short: setting, long: setting }
}
