package io.settee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals("b to a");

    private void receive(long connection, long... numbers) {
        for (long number : numbers) arrivals.received(number, connection);
    }

    @Test
    void isContentWithWhatComesInOrder() {
        receive(1, 1, 2, 3);
        assertThat(arrivals.complaints()).isEmpty();
        assertThat(arrivals.received()).isEqualTo(3);
        assertThat(arrivals.lost()).isZero();
    }

    @Test
    void complainsOfDuplicatesAndDisorder() {
        receive(1, 1, 2, 2, 3, 1);
        assertThat(arrivals.complaints()).containsExactly("b to a: 2 came after 2", "b to a: 1 came after 3");
    }

    @Test
    void takesALossBetweenTwoConnectionsIfAnEndWasReported() {
        receive(1, 1);
        arrivals.reported();
        receive(2, 5, 6);
        assertThat(arrivals.complaints()).isEmpty();
        assertThat(arrivals.lost()).isEqualTo(3);
    }

    @Test
    void complainsOfALossWithoutAnEnd() {
        receive(1, 1);
        receive(2, 5, 6);
        assertThat(arrivals.complaints()).containsExactly("b to a: 1 losses, and only 0 ends reported");
    }

    @Test
    void complainsOfALossWithinAConnectionWhateverWasReported() {
        receive(1, 1);
        arrivals.reported();
        receive(1, 5, 6);
        assertThat(arrivals.complaints()).containsExactly("b to a: 2 to 4 were lost within the connection 1");
    }

    /** A message may name the connection that was up just before it was sent. */
    @Test
    void forgivesTheFirstMessageOfANewConnectionThatItNamesTheOld() {
        receive(1, 1, 2);
        arrivals.reported();
        receive(1, 5);
        receive(2, 6, 7);
        assertThat(arrivals.complaints()).isEmpty();
    }
}
