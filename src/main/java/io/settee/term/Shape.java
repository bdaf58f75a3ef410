package io.settee.term;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The compiled form of a pattern, and what the parser makes of any text: a term is a pattern that is one {@link Literal}.
 *
 * <p>Matching has two passes. {@link #fits} looks at everything but the variables and allocates nothing: in a mailbox nearly
 * every message fails there. {@link #bind} runs on what fits, and fails only where a repeated variable meets two values.
 */
sealed interface Shape {
    boolean fits(Term term);

    boolean bind(Term term, @Nullable Term[] slots);

    /** A copy with some variables replaced; parts that have become literal are joined. */
    Shape replace(UnaryOperator<Shape> variables);

    record Literal(Term value) implements Shape {
        @Override
        public boolean fits(Term term) {
            return value.equals(term);
        }

        @Override
        public boolean bind(Term term, @Nullable Term[] slots) {
            return true;
        }

        @Override
        public Shape replace(UnaryOperator<Shape> variables) {
            return this;
        }
    }

    /** The underscore. */
    enum Any implements Shape {
        ANY;

        @Override
        public boolean fits(Term term) {
            return true;
        }

        @Override
        public boolean bind(Term term, @Nullable Term[] slots) {
            return true;
        }

        @Override
        public Shape replace(UnaryOperator<Shape> variables) {
            return this;
        }
    }

    record Variable(String name, int slot) implements Shape {
        @Override
        public boolean fits(Term term) {
            return true;
        }

        @Override
        public boolean bind(Term term, @Nullable Term[] slots) {
            Term bound = slots[slot];
            if (bound != null) return bound.equals(term);
            slots[slot] = term;
            return true;
        }

        @Override
        public Shape replace(UnaryOperator<Shape> variables) {
            return variables.apply(this);
        }
    }

    /** {@code Left = Right}. */
    record Both(Shape left, Shape right) implements Shape {
        @Override
        public boolean fits(Term term) {
            return left.fits(term) && right.fits(term);
        }

        @Override
        public boolean bind(Term term, @Nullable Term[] slots) {
            return left.bind(term, slots) && right.bind(term, slots);
        }

        @Override
        public Shape replace(UnaryOperator<Shape> variables) {
            return new Both(left.replace(variables), right.replace(variables));
        }
    }

    record TupleOf(List<Shape> elements) implements Shape {
        @Override
        public boolean fits(Term term) {
            return term instanceof Tuple(var values)
                    && values.size() == elements.size()
                    && Shape.fitEach(elements, values);
        }

        @Override
        public boolean bind(Term term, @Nullable Term[] slots) {
            return Shape.bindEach(elements, ((Tuple) term).elements(), slots);
        }

        @Override
        public Shape replace(UnaryOperator<Shape> variables) {
            return tuple(Shape.replaceEach(elements, variables));
        }
    }

    /** {@code [Elements | Tail]}; the tail of a proper list is the literal {@code []}. */
    record ListOf(List<Shape> elements, Shape tail) implements Shape {
        private static final Shape END = new Literal(TermList.NIL);

        @Override
        public boolean fits(Term term) {
            List<Term> values;
            if (term instanceof TermList(var all)) {
                values = all;
            } else if (term instanceof ImproperList(var all, Term last)) {
                values = all;
            } else {
                return false;
            }
            if (values.size() < elements.size() || !Shape.fitEach(elements, values)) return false;
            if (tail instanceof Any || tail instanceof Variable) return true;
            if (tail.equals(END)) return term instanceof TermList && values.size() == elements.size();
            return tail.fits(tailOf(term));
        }

        @Override
        public boolean bind(Term term, @Nullable Term[] slots) {
            List<Term> values = term instanceof ImproperList(var all, Term last) ? all : ((TermList) term).elements();
            if (!Shape.bindEach(elements, values, slots)) return false;
            return tail instanceof Any || tail instanceof Literal || tail.bind(tailOf(term), slots);
        }

        private Term tailOf(Term term) {
            int from = elements.size();
            if (term instanceof ImproperList(var values, Term last)) {
                return ImproperList.of(values.subList(from, values.size()), last);
            }
            List<Term> values = ((TermList) term).elements();
            return from == values.size() ? TermList.NIL : new TermList(values.subList(from, values.size()));
        }

        @Override
        public Shape replace(UnaryOperator<Shape> variables) {
            return list(Shape.replaceEach(elements, variables), tail.replace(variables));
        }
    }

    /** {@code #{Key := Value}}: these keys are there, others may be. */
    record MapOf(List<Term> keys, List<Shape> values) implements Shape {
        @Override
        public boolean fits(Term term) {
            if (!(term instanceof TermMap(var entries)) || entries.size() < keys.size()) return false;
            for (int i = 0; i < keys.size(); i++) {
                Term value = entries.get(keys.get(i));
                if (value == null || !values.get(i).fits(value)) return false;
            }
            return true;
        }

        @Override
        public boolean bind(Term term, @Nullable Term[] slots) {
            var entries = ((TermMap) term).entries();
            for (int i = 0; i < keys.size(); i++) {
                Term value = entries.get(keys.get(i));
                if (value == null || !values.get(i).bind(value, slots)) return false;
            }
            return true;
        }

        @Override
        public Shape replace(UnaryOperator<Shape> variables) {
            return new MapOf(keys, Shape.replaceEach(values, variables));
        }
    }

    static Shape tuple(List<Shape> elements) {
        return areLiteral(elements) ? new Literal(new Tuple(values(elements))) : new TupleOf(List.copyOf(elements));
    }

    static Shape list(List<Shape> elements, Shape tail) {
        return tail instanceof Literal(Term end) && areLiteral(elements)
                ? new Literal(ImproperList.of(values(elements), end))
                : new ListOf(List.copyOf(elements), tail);
    }

    private static boolean areLiteral(List<Shape> shapes) {
        for (Shape shape : shapes) if (!(shape instanceof Literal)) return false;
        return true;
    }

    private static List<Term> values(List<Shape> literals) {
        var values = new ArrayList<Term>(literals.size());
        for (Shape literal : literals) values.add(((Literal) literal).value());
        return values;
    }

    private static boolean fitEach(List<Shape> shapes, List<Term> terms) {
        for (int i = 0; i < shapes.size(); i++) if (!shapes.get(i).fits(terms.get(i))) return false;
        return true;
    }

    private static boolean bindEach(List<Shape> shapes, List<Term> terms, @Nullable Term[] slots) {
        for (int i = 0; i < shapes.size(); i++) if (!shapes.get(i).bind(terms.get(i), slots)) return false;
        return true;
    }

    private static List<Shape> replaceEach(List<Shape> shapes, UnaryOperator<Shape> variables) {
        return shapes.stream().map(shape -> shape.replace(variables)).toList();
    }
}
