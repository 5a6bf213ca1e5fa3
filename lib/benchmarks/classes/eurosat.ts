import { classList, type ZeroShot } from '../class-list'

/** Alphabetical by folder. The names are the folders', in words; folder names and CLIP's names are codes. */
export const eurosatClasses = classList(
  [
    'annual crop',
    'forest',
    'herbaceous vegetation',
    'highway',
    'industrial',
    'pasture',
    'permanent crop',
    'residential',
    'river',
    'sea or lake',
  ],
  {
    'annual crop': { codes: ['AnnualCrop', 'annual crop land'] },
    'herbaceous vegetation': { codes: ['HerbaceousVegetation', 'brushland or shrubland'] },
    highway: { codes: ['highway or road'] },
    industrial: {
      aliases: ['industrial buildings'],
      codes: ['industrial buildings or commercial buildings'],
    },
    pasture: { codes: ['pasture land'] },
    'permanent crop': { codes: ['PermanentCrop', 'permanent crop land'] },
    residential: {
      aliases: ['residential buildings'],
      codes: ['residential buildings or homes or apartments'],
    },
    'sea or lake': { aliases: ['sea', 'lake'], codes: ['SeaLake', 'lake or sea'] },
  },
)

/** As CLIP's authors prompt it; the names in the order of the classes. */
export const eurosatZeroShot: ZeroShot = {
  names: [
    'annual crop land',
    'forest',
    'brushland or shrubland',
    'highway or road',
    'industrial buildings or commercial buildings',
    'pasture land',
    'permanent crop land',
    'residential buildings or homes or apartments',
    'river',
    'lake or sea',
  ],
  templates: [
    'a centered satellite photo of {c}.',
    'a centered satellite photo of a {c}.',
    'a centered satellite photo of the {c}.',
  ],
}
