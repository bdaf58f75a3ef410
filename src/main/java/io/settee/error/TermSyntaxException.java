package io.settee.error;

/** Text that is no Erlang term. The message begins with line and column, both counted from 1. */
public final class TermSyntaxException extends SetteeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String problem;

    public TermSyntaxException(int line, int column, String problem) {
        super(null, "line " + line + ", column " + column + ": " + problem, null);
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** The message without its place, for a caller that adds a file name. */
    public String problem() {
        return problem;
    }
}
