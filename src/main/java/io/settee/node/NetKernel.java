package io.settee.node;

import io.settee.control.Signal;
import io.settee.term.Atom;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What answers under the name {@code net_kernel}: {@code net_adm:ping/1} and little else.
 *
 * <p>A BEAM that pings monitors {@code net_kernel} and then asks it {@code is_auth}; with no such process it would not only answer {@code pang}
 * but disconnect us.
 */
final class NetKernel implements Recipient {
    static final String NAME = "net_kernel";
    private static final Pattern IS_AUTH = Pattern.of("{'$gen_call', {Caller, Tag}, {is_auth, _}}");
    private static final Atom YES = new Atom("yes");

    private final Pid self;

    NetKernel(Pid self) {
        this.self = self;
    }

    @Override
    public Pid self() {
        return self;
    }

    @Override
    public void signal(Signal signal, Route via) {
        switch (signal) {
            case Signal.SendNamed(var sender, var to, var message, var token) -> message(message, token, via);
            case Signal.Send(var sender, var to, var message, var token) -> message(message, token, via);
            case Signal.Unlink(long id, var from, var to) -> via.answer(new Signal.UnlinkAck(id, to, from));
            // It lives as long as the node: a monitor or link of it fires only when the connection goes, and the peer
            // sees that itself.
            default -> {}
        }
    }

    private void message(Term message, @Nullable Term token, Route via) {
        Optional<Match> call = IS_AUTH.match(message);
        call.ifPresent(c ->
                SignalRouter.reply(self, c.get("Caller"), c.get("Tag"), YES, TraceToken.ofAnswer(token, self), via));
    }

    @Override
    public void lost(Route via) {}

    @Override
    public void nodeClosed() {}
}
