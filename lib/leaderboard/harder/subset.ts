import { startVariant, type Transformation } from './variant'

/** The item as it is, as part of a harder selection: judged in the source's units, which stay whole, and by its floor. */
export const subset: Transformation = {
  id: 'subset',
  title: 'Items as they are',
  answers: '1',
  build(source, at) {
    const { id } = source.items[at]
    const { items, guessFloor } = source.units[at]
    const group = items.map(member => source.items[member].id).join('+')
    return [{ ...startVariant(source, at, 'subset'), id, group, guessFloor }]
  },
}
