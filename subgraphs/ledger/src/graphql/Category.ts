import { viewerOf } from './access.ts';
import type { CategoryResolvers } from './types.generated.ts';

export const Category: CategoryResolvers = {
  __resolveReference: ({ id }, context) => {
    viewerOf(context);
    return context.loaders.category.load(id);
  },
  kind: ({ type }) => type,
};
