/** Types of input that make for every kind of value; what `Even` takes is for each test to say. */
export const inputTypes = /* GraphQL */ `
  scalar Even
  enum Color {
    RED
    GREEN
  }
  input Filter {
    text: String!
    color: Color = RED
    sure: Boolean! = true
    even: Even
    and: [Filter!]
    ids: [ID]
  }
  input Either @oneOf {
    a: Int
    b: Int
  }
`;
