package io.settee.shell;

import io.settee.ErlangNode;
import io.settee.call.Rpc;
import io.settee.error.SetteeException;
import io.settee.export.Exports;
import io.settee.identity.NodeName;
import io.settee.io.GroupLeader;
import io.settee.io.RemoteLog;
import io.settee.node.NodeEvent;
import io.settee.node.Subscription;
import io.settee.shell.Screen.Prompt;
import io.settee.shell.Screen.Typed;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A shell on another node with a group leader of ours: the user's commands go there, what it prints comes here. Leaves the node as it was when it is
 * closed, also when this process is killed: the shell is linked to the group leader.
 *
 * <p>Any thread.
 */
public final class ShellSession implements AutoCloseable {
    /**
     * What the user wants.
     *
     * @param language empty for Elixir where it is, and Erlang elsewhere
     * @param allowStop whether commands that stop the node are let through
     */
    public record Options(Optional<Language> language, boolean allowStop) {}

    private static final Duration START = Duration.ofSeconds(15);
    private static final long WATCH_SECONDS = 2;
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Atom KILL = new Atom("kill");
    private static final Atom INTERRUPT = new Atom("interrupt");
    private static final Atom NOCONNECTION = new Atom("noconnection");
    private static final Pattern UNDEFINED = Pattern.of("{badrpc, {'EXIT', {undef, _}}}");
    private static final Atom NON_EXISTING = new Atom("non_existing");

    private final ErlangNode node;
    private final NodeName peer;
    private final Options options;
    private final Screen screen;
    private final Activity activity = new Activity();
    private final GroupLeader leader;
    private final Completer completer;
    private final Evaluator evaluator;
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final CompletableFuture<Pid> firstShell = new CompletableFuture<>();
    private final Subscription events;
    private final RemoteLog log;
    private volatile Language language = Language.ERLANG;
    private volatile @Nullable Pid shell;

    private ShellSession(ErlangNode node, NodeName peer, Options options, Screen screen) {
        this.node = node;
        this.peer = peer;
        this.options = options;
        this.screen = screen;
        this.leader = node.groupLeader(new Commands(this, screen, activity));
        Rpc rpc = node.rpc(peer.toString()).outputTo(leader.self());
        this.completer = new Completer(rpc);
        this.evaluator = new Evaluator(rpc, leader);
        this.log = new RemoteLog(node.mailbox(RemoteLog.NAME, RemoteLog.MOST_EVENTS), rpc, screen::print);
        this.events = node.onEvent(this::happened);
    }

    /**
     * Starts a shell. Its banner may be printed before this returns.
     *
     * @param node connected to the peer; it is given exports and a mailbox {@code logger_proxy}
     * @throws NoShellException if the peer has none in this language
     * @throws SetteeException if the connection is lost
     */
    public static ShellSession start(ErlangNode node, NodeName peer, Options options, Screen screen)
            throws NoShellException, InterruptedException {
        var session = new ShellSession(node, peer, options, screen);
        try {
            session.begin();
        } catch (NoShellException | RuntimeException | InterruptedException e) {
            session.close();
            throw e;
        }
        return session;
    }

    private void begin() throws NoShellException, InterruptedException {
        // From OTP 26 on a fun of a function that the shell has defined asks the group leader's node for the shell. OTP
        // shell.erl, whereis/0.
        node.export(Exports.NONE.function(
                "group",
                "whereis_shell",
                0,
                call -> firstShell.thenApply(this::shellOr).get()));
        screen.keys(new SessionKeys());
        language = options.language().isPresent() ? options.language().get() : languageThere();
        startShell();
        Thread.ofVirtual().name("settee-shell-watch").start(this::watch);
    }

    private Term shellOr(Pid first) {
        Pid now = shell;
        return now == null ? first : now;
    }

    private Language languageThere() throws InterruptedException {
        Term which = new Fun.External(new Atom("code"), new Atom("which"), 1);
        Term there = node.rpc(peer.toString())
                .within(START)
                .call("lists", "map", which, TermList.of(new Atom("iex"), new Atom("Elixir.IEx")));
        return there instanceof TermList(var found) && found.stream().anyMatch(f -> !f.equals(NON_EXISTING))
                ? Language.ELIXIR
                : Language.ERLANG;
    }

    private void startShell() throws NoShellException, InterruptedException {
        Pid started;
        if (language == Language.ERLANG) {
            started = started("shell");
        } else {
            startElixirsShell();
            try {
                started = started("iex"); // the only way from Elixir 1.20 on
            } catch (NoShellException e) {
                started = started("Elixir.IEx"); // the only way up to 1.15
            }
        }
        shell = started;
        firstShell.complete(started);
        leader.link(started);
    }

    /**
     * As an application of the node's own: its master would keep our group leader when we are gone, if the shell's start had to start it.
     */
    private void startElixirsShell() throws InterruptedException {
        Rpc there = node.rpc(peer.toString()).within(START);
        if (there.call("erlang", "whereis", new Atom("user")) instanceof Pid user) {
            there.outputTo(user).call("application", "ensure_all_started", new Atom("iex"));
        }
    }

    /** By {@code rex}, whose request names the group leader of what is called. Source: OTP {@code rpc.erl}, {@code handle_call/3}. */
    private Pid started(String module) throws NoShellException, InterruptedException {
        Term answer = node.gen("rex", peer.toString())
                .within(START)
                .call(Tuple.of(new Atom("call"), new Atom(module), new Atom("start"), TermList.NIL, leader.self()));
        if (answer instanceof Pid pid) return pid;
        if (UNDEFINED.match(answer).isPresent()) {
            throw new NoShellException(
                    "there is no " + language.named() + " on " + peer + ": it has no " + module + ":start/0"
                            + (language == Language.ELIXIR
                                    ? "; with --erlang, or without an option, you get its Erlang shell"
                                    : ""));
        }
        throw new NoShellException(
                peer + ": no " + language.named() + " shell there: " + module + ":start() answered " + answer.brief());
    }

    NodeName peer() {
        return peer;
    }

    Language language() {
        return language;
    }

    boolean allowsStop() {
        return options.allowStop();
    }

    /** Waits until the session has ended; {@link #close} it then. */
    public Ending await() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it exceptionally", e);
        }
    }

    void leave() {
        ended.complete(Ending.LEFT);
    }

    /** Ends what is evaluated; nothing if nothing is. The second time for the same command it offers more. */
    void interrupt() {
        Activity.Interrupt how = activity.interrupt();
        if (how == Activity.Interrupt.NONE) return;
        // A peer that does not read would hold up whoever sends.
        aside(() -> {
            try {
                Pid now = shell;
                if (how == Activity.Interrupt.SEND && now != null) interrupt(now);
                else menu();
            } catch (IOException | SetteeException e) {
                screen.notice("no interrupt could be sent: " + e.getMessage());
            }
        });
    }

    private void interrupt(Pid now) throws InterruptedException {
        evaluator.interrupted();
        leader.exit(now, INTERRUPT);
    }

    /** What else can be done; returns when the user has chosen. */
    void menu() throws IOException, InterruptedException {
        screen.notice(
                "  i  interrupt what is evaluated\n  n  a new shell\n  q  leave (the node stays as it is)\n  c  go on");
        if (!(screen.readLine(new Prompt(" --> ", true, false)) instanceof Typed.Line(String choice))) return;
        switch (choice.strip()) {
            case "i" -> {
                Pid now = shell;
                if (activity.isEvaluated() && now != null) interrupt(now);
            }
            case "n" -> replaceShellSoon();
            case "q" -> leave();
            default -> {}
        }
    }

    private void replaceShell() throws InterruptedException {
        Pid old = shell;
        shell = null;
        try {
            if (old != null) kill(old);
            startShell();
        } catch (NoShellException | SetteeException e) {
            screen.notice(String.valueOf(e.getMessage()));
            ended.complete(Ending.SHELL_ENDED);
        }
    }

    /** A command is about to go to the shell. */
    void givesCommand() throws InterruptedException {
        Pid now = shell;
        if (language == Language.ELIXIR && now != null) evaluator.hold(now);
    }

    private void kill(Pid now) throws InterruptedException {
        if (language == Language.ELIXIR) evaluator.end(now);
        else leader.exit(now, KILL);
    }

    void exited(Pid process, Term reason) {
        evaluator.exited(process);
        if (!process.equals(shell) || ended.isDone()) return;
        if (reason.equals(NOCONNECTION)) {
            ended.complete(Ending.LOST);
            return;
        }
        shell = null;
        screen.notice("the shell on " + peer + " has ended: " + reason.brief(500));
        if (!screen.isInteractive()) {
            ended.complete(Ending.SHELL_ENDED);
            return;
        }
        replaceShellSoon();
    }

    private void replaceShellSoon() {
        // The thread that reads for a shell is interrupted when that shell ends.
        aside(this::replaceShell);
    }

    /** What is done on a thread of its own. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private static void aside(Work work) {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void happened(NodeEvent event) {
        if (event instanceof NodeEvent.PeerDown down && down.peer().node().equals(peer)) ended.complete(Ending.LOST);
    }

    /** Says so when a command takes long because its node does not answer at all. */
    private void watch() {
        int told = -1;
        try {
            while (true) {
                int turn = activity.turn();
                try {
                    ended.get(WATCH_SECONDS, TimeUnit.SECONDS);
                    return;
                } catch (TimeoutException e) {
                    if (!activity.isBusy() || activity.turn() != turn || told == turn) continue;
                }
                if (!node.ping(peer.toString(), PING) && !ended.isDone()) {
                    screen.notice(peer + " does not respond; the connection is given up when its tick time is over."
                            + " Ctrl-C twice offers to leave.");
                    told = turn;
                }
            }
        } catch (InterruptedException | ExecutionException | SetteeException e) {
            ended.complete(Ending.LOST);
        }
    }

    /** Ends the shell there with all that it evaluates; what it has spawned lives on. */
    @Override
    public void close() {
        ended.complete(Ending.LEFT);
        Pid now = shell;
        try {
            if (now != null) kill(now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SetteeException | IllegalStateException e) {
            // The connection is gone, and the shell with it.
        }
        events.close();
        leader.close();
        log.close();
    }

    private final class SessionKeys implements Screen.Keys {
        @Override
        public void entered() {
            activity.entered();
        }

        @Override
        public void interrupted() {
            interrupt();
        }

        @Override
        public void menu() {
            aside(() -> {
                try {
                    ShellSession.this.menu();
                } catch (IOException e) {
                    leave();
                }
            });
        }

        @Override
        public Completion complete(String before) {
            Pid now = shell;
            return now == null ? Completion.NONE : completer.complete(language, now, before);
        }
    }
}
