import { startVariant, type Transformation } from './variant'

/** The item as it is, as part of a harder selection. */
export const subset: Transformation = {
  id: 'subset',
  title: 'Items as they are',
  answers: '1',
  build(source, at) {
    const { id } = source.items[at]
    const unit = source.units[at].map(member => source.items[member].id).join('+')
    const variant = startVariant(source, at, 'subset')
    return [{ ...variant, id, group: unit, guessFloor: variant.guessFloor ** source.units[at].length }]
  },
}
