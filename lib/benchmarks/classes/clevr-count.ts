import { classList, type ZeroShot } from '../class-list'

/** VTAB's order, from 3 to 10 objects; CLIP's own list begins with 10. */
export const clevrCountClasses = classList(['3', '4', '5', '6', '7', '8', '9', '10'], {
  '3': { aliases: ['three'] },
  '4': { aliases: ['four'] },
  '5': { aliases: ['five'] },
  '6': { aliases: ['six'] },
  '7': { aliases: ['seven'] },
  '8': { aliases: ['eight'] },
  '9': { aliases: ['nine'] },
  '10': { aliases: ['ten'] },
})

/** As CLIP's authors prompt it; the names in the order of the classes. */
export const clevrCountZeroShot: ZeroShot = {
  names: ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
  templates: ['a picture of {c} objects'],
}
