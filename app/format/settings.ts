/** How a setting of a probe reads in a column head and in a row. */
interface SettingWords {
  readonly short: string
  readonly long: string
}

const fixed: Readonly<Record<string, SettingWords>> = {
  'no-image': { short: 'No image', long: 'without the image' },
  permuted: { short: 'Permuted', long: 'visual tokens permuted' },
  reversed: { short: 'Reversed', long: 'visual tokens reversed' },
  all: { short: 'Permuted, all', long: 'visual tokens and their separators permuted' },
  'blank-image': { short: 'Blank image', long: 'with a blank image' },
  'wrong-image': { short: 'Wrong image', long: "with another item's image" },
  backbone: { short: 'Backbone', long: 'by the language model before visual tuning' },
  picture: { short: 'Synthesized', long: 'on synthesized images' },
  closed: { short: 'Closed set', long: 'out of all classes, by their likelihood' },
  open: { short: 'Open', long: 'in its own words' },
}

const occluded: Readonly<Record<string, string>> = {
  random: 'at random',
  salient: 'what stands out most',
  'non-salient': 'what stands out least',
  'mass-salient': 'by attention mass, the most salient',
  'mass-non-salient': 'by attention mass, the least salient',
  'head1-salient': 'what stands out most to one head',
  'head1-non-salient': 'what stands out least to one head',
  'head1-mass-salient': 'by attention mass of one head, the most salient',
  'head1-mass-non-salient': 'by attention mass of one head, the least salient',
  'mean-fill/random': 'at random, in the mean colour',
}

/** `permuted` reads "Permuted"; `grid-14` reads "14 × 14"; `salient/0.5` reads "50 % hidden, salient". */
export function settingWords(setting: string): SettingWords {
  const grid = /^grid-(\d+)$/.exec(setting)?.[1]
  if (grid !== undefined)
    return { short: `${grid} × ${grid}`, long: `image shuffled in ${grid} × ${grid} cells` }
  const [, way = '', share = ''] = /^(?:encoder\/)?([a-z0-9/-]+)\/(0?\.\d+)$/.exec(setting) ?? []
  if (way in occluded) {
    const percent = `${Math.round(100 * Number(share))}\u2009%`
    return { short: `${percent} hidden, ${way}`, long: `${percent} of the image hidden, ${occluded[way]}` }
  }
  const turn = /^rotation-(\d+)$/.exec(setting)?.[1]
  if (turn !== undefined) return { short: `Options turned by ${turn}`, long: `options turned by ${turn}` }
  return fixed[setting] ?? { short: setting, long: setting }
}
